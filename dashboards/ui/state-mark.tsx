import type { Severity } from '#protocol/rule.ts';
import type { MachineState } from '../state/machine-state.ts';

/** How something is, drawn so that colour is never the only sign: each has a shape of its own. */
export type Mark = MachineState | Severity;

/** The shape and colour of a state. The word belongs beside it, or into `label` where there is no room. */
export function StateMark({ mark, label }: { mark: Mark; label?: string }) {
  return (
    <svg
      class={`mark mark-${mark}`}
      viewBox="0 0 16 16"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : 'true'}
    >
      <StateShape mark={mark} />
    </svg>
  );
}

/** The shape alone, for a drawing that has a frame of its own; it fills 16 by 16. */
export function StateShape({ mark }: { mark: Mark }) {
  switch (mark) {
    case 'critical':
      return (
        <>
          <path class="body" d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" />
          <path class="sign" d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2" />
        </>
      );
    case 'warning':
      return (
        <>
          <path class="body" d="M8 1.2 15.4 14.4H.6z" />
          <path class="sign" d="M8 6v4M8 12.2v.2" />
        </>
      );
    case 'stale':
      return (
        <>
          <circle class="ring dashed" cx="8" cy="8" r="6.4" />
          <path class="ring" d="M8 4.6V8l2.2 1.6" />
        </>
      );
    case 'none':
      return (
        <>
          <circle class="ring" cx="8" cy="8" r="6.4" />
          <path class="ring" d="M5.4 8h5.2" />
        </>
      );
    case 'info':
      return (
        <>
          <circle class="ring" cx="8" cy="8" r="6.4" />
          <path class="ring" d="M8 7.4v4M8 4.6v.2" />
        </>
      );
    case 'ok':
      return <path class="ring" d="M2.8 8.6l3.4 3.3 7-7.6" />;
  }
}
