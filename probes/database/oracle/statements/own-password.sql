/*
subject: oracle
why: when the password of this account expires
every_s: 3600
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/USER_USERS.html
*/
SELECT u.expiry_date - SYSDATE AS password_days_left
FROM user_users u
WHERE u.expiry_date IS NOT NULL
