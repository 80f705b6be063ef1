// What buttons and panels say: the payload carries the words of its language.

/** @typedef {(key: string, parts?: Record<string, string | number>) => string} Label */

/** @param {Record<string, string>} [words] @returns {Label} */
export function labelled(words = {}) {
  return (key, parts = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(parts[name] ?? whole));
}
