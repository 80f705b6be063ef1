// Each player takes the height that it needs and the theme of the page. A page opened from a file may not look into
// its frames: there they stay as high as the style says, in the theme of the system.
const dress = (frame) => {
  try {
    const root = frame.contentDocument.documentElement
    const dark = document.documentElement.dataset.theme === "dark"
    const body = frame.contentDocument.body
    for (const element of [root, body]) element.dataset.jpThemeLight = String(!dark)
    root.style.colorScheme = dark ? "dark" : "light"
    frame.style.height = `${Math.min(body.scrollHeight + 24, 1200)}px`
  } catch {
    return
  }
}
const frames = () => document.querySelectorAll("iframe.mxg-player")
for (const frame of frames()) {
  frame.addEventListener("load", () => {
    dress(frame)
    setTimeout(() => dress(frame), 600)
  })
}
new MutationObserver(() => frames().forEach(dress)).observe(document.documentElement, { attributeFilter: ["data-theme"] })
