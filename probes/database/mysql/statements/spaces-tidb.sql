/*
subject: database_space
labels: [space, type]
part: spaces
why: how full each store of TiKV is
when: { version: '>=4', words: [tidb] }
grants: ["GRANT PROCESS ON *.* TO '{user}'@'%'"]
right: PROCESS
shape: tikv_stores
source: https://docs.pingcap.com/tidb/stable/information-schema-tikv-store-status
*/
SELECT address, store_state_name, capacity, available
FROM information_schema.tikv_store_status
