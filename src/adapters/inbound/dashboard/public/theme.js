// Runs before the first paint, so that a chosen theme never flashes as the other one.
try {
  const theme = localStorage.getItem('backup-manager.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the theme of the system applies.
}
