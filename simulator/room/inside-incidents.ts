/* Incidents of what runs inside: pages, jobs, logs. */
import type { Inside } from '../inside/inside.ts';
import type { Incident } from './incident.ts';

const minuteMs = 60_000;

/** Follow those of the devices in the menu. */
export const insideIncidents: readonly Incident[] = [
  lasting(8, (inside, isOn) => {
    inside.isPageAltered = isOn;
  })({
    name: 'page-altered',
    title: { 'zh-CN': '门户首页被篡改', en: 'The home page is altered' },
    description: {
      'zh-CN': '示例医院首页 8 分钟内多出一段脚本和外部链接：页面指纹不符，告警附带差异。',
      en: 'For 8 minutes the home page holds a script and a link that its owner never wrote: its fingerprint differs, the alert shows where.',
    },
  }),
  lasting(8, (inside, isOn) => {
    inside.slowMs = isOn ? 7_000 : 0;
  })({
    name: 'page-slow',
    title: { 'zh-CN': '预约挂号页面变慢', en: 'The page of appointments becomes slow' },
    description: {
      'zh-CN': '预约挂号页面 8 分钟内每次要 7 秒才返回，等待首字节的时间变长。',
      en: 'For 8 minutes the page of appointments takes 7 seconds, all of them until the first byte.',
    },
  }),
  lasting(5, (inside, isOn) => {
    inside.isInterfaceDown = isOn;
  })({
    name: 'interface-down',
    title: { 'zh-CN': '健康接口报告异常', en: 'The interface says that it is down' },
    description: {
      'zh-CN': '接口 5 分钟内返回 status=DOWN，排队数升到 480；状态码仍是 200。',
      en: 'For 5 minutes the interface answers DOWN and 480 waiting, still with status 200.',
    },
  }),
  lasting(6, (inside, isOn) => {
    inside.doesBackupFail = isOn;
  })({
    name: 'backup-fails',
    title: { 'zh-CN': 'HIS 全量备份失败', en: 'The full backup fails' },
    description: {
      'zh-CN': '备份作业报告失败（磁盘空间不足，附输出）；6 分钟后重跑成功。',
      en: 'The backup says that it failed (no space left, with its output); 6 minutes later it runs again and succeeds.',
    },
  }),
  lasting(8, (inside, isOn) => {
    inside.isUploadStopped = isOn;
  })({
    name: 'upload-late',
    title: { 'zh-CN': '检验结果上传逾期', en: 'The upload of results is late' },
    description: {
      'zh-CN': '每 5 分钟一次的上传停 8 分钟：错过期限后作业变为逾期，之后补上。',
      en: 'The upload of every 5 minutes stays away for 8: the job is late once its deadline has passed, then it comes.',
    },
  }),
  lasting(4, (inside, isOn) => {
    inside.hasErrors = isOn;
  })({
    name: 'log-errors',
    title: { 'zh-CN': '应用日志出现死锁错误', en: 'The log of the application tells of deadlocks' },
    description: {
      'zh-CN': 'HIS 应用日志 4 分钟内不断出现 ORA-00060，匹配的行作为证据附在告警上。',
      en: 'For 4 minutes the log of the application tells of ORA-00060; the lines stand beside the alert as evidence.',
    },
  }),
];

/** Something that is so for some minutes. */
function lasting(minutes: number, set: (inside: Inside, isOn: boolean) => void) {
  return (words: Pick<Incident, 'name' | 'title' | 'description'>): Incident => ({
    ...words,
    durationMs: minutes * minuteMs,
    begin: (room) => set(room.inside, true),
    end: (room) => set(room.inside, false),
  });
}
