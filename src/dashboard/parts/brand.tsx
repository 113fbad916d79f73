export const Brand = () => (
  <svg viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="7" fill="#2b5f8a" />
    <rect x="6" y="6" width="10" height="10" fill="#f2ead9" />
    <rect x="16" y="16" width="10" height="10" fill="#f2ead9" />
    <circle cx="21" cy="11" r="3.4" fill="#4fc3a1" />
    <circle cx="11" cy="21" r="3.4" fill="#f08a4b" />
  </svg>
);
