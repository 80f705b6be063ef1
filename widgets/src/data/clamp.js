/** A number, or the nearer of two bounds that it lies beyond. @param {number} least @param {number} x @param {number} most */
export function clamp(least, x, most) {
  return Math.max(least, Math.min(most, x));
}
