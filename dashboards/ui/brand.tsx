/** The sign of the house: somebody awake under two arcs. */
export function Brand() {
  return (
    <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M7 19a9 9 0 0 1 18 0" />
      <path d="M11.4 19a4.6 4.6 0 0 1 9.2 0" />
      <circle cx="16" cy="22.4" r="2.3" />
    </svg>
  );
}
