// Loads a part only on the pages that carry its mark: every page works without any of them.
const parts = [
  ["[data-menu]", "./menu.js"],
  ["[data-count]", "./count.js"],
  ["[data-words]", "./words.js"],
  ["[data-ranking]", "./ranking.js"],
  ["[data-sheet]", "./sheet.js"],
  ["[data-retry]", "./retry.js"],
  ["[data-margin]", "./margin.js"],
  ["[data-review]", "./composer.js"],
  ["[data-placing]", "./placing.js"],
  ["[data-diff]", "./rewording.js"],
  ["[data-autosave]", "./autosave.js"],
  ["[data-assistant]", "./assistant.js"],
  ["[data-review] [data-keys]", "./keys.js"],
  ["[data-review] [data-support]", "./support.js"],
  ["[data-keep], form[action$='/sign-out']", "./kept.js"],
];

for (const [mark, source] of parts) {
  if (document.querySelector(mark)) {
    const { start } = await import(source);
    start(document);
  }
}
