/** Where a target stands, and what it needs to live. */
export const place = {
  title: '位置与依赖',
  nothing: '没有填写位置，也没有填写它依赖什么；电缆关系由 LLDP 邻居推断。',
  places: { room: '机房', rack: '机柜', owner: '负责人' },
  units: '机柜 U 位',
  rackUnit: '起始 U 位',
  rackUnits: '高度（U）',
  unitHints: {
    rackUnit: '占用的最低一个 U 位，自下而上数；不知道就留空。',
    rackUnits: '不知道就留空，按 1U 画。',
  },
  badUnits: (most: number) => `0 到 ${most} 的整数，或留空`,
  needs: { network: '上联设备', power: '供电', cooling: '制冷', host: '所在宿主机' },
  needHints: {
    network: '通往它的交换机、防火墙；全部中断时，它的失联归因于它们。留空时按 LLDP 邻居推断。',
    power: '给它供电的 UPS、PDU；全部断电时，它的失联归因于它们。',
    cooling: '给它降温的空调；空调故障时，它的温度告警归因于空调。留空时按同一机房推断。',
    host: '虚拟机所在的物理机。',
  },
  hint: '上级出故障时，依赖它的对象不再逐个告警：一个原因，一条告警。',
  saved: '已保存',
};
