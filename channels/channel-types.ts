import type { ChannelType } from './channel.ts';
import { email } from './email/email.ts';
import { webhook } from './webhook/webhook.ts';

/** Every kind of channel there is, in the order in which they are shown. */
export const channelTypes: readonly ChannelType[] = [webhook, email];
