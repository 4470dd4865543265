/** The families of systems whose commands are known. */
export const PLATFORM_NAMES = ['linux', 'comware', 'vrp', 'rgos'] as const;
export type PlatformName = (typeof PLATFORM_NAMES)[number];
