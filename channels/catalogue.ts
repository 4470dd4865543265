import { settingOf, shapeOf } from '#config/form-settings.ts';
import type { ChannelKind } from '#protocol/channel-catalogue.ts';
import type { ChannelType } from './channel.ts';
import { channelTypes } from './channel-types.ts';
import { TEMPLATE_NAMES } from './template.ts';

/** Every kind of channel, as a form needs it. */
export function channelKinds(): ChannelKind[] {
  return channelTypes.map(kindOf);
}

function kindOf(type: ChannelType): ChannelKind {
  const { name, title, reaches, callsPerMinute, secrets, destination, isForPrograms, hasTemplates } = type;
  return {
    kind: name,
    title,
    reaches,
    callsPerMinute,
    secrets: [...secrets],
    destination: [...destination],
    isForPrograms,
    templateNames: hasTemplates ? [...TEMPLATE_NAMES, 'label.<name>'] : [],
    settings: Object.entries(shapeOf(type.config)).map(([field, schema]) => settingOf(field, schema)),
  };
}
