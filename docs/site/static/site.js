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

// The link that brings a course from its repository to a student's folder on a hub, by nbgitpuller.
const linkTo = ({ hub, repo, branch, notebook }) => {
  const folder = repo.replace(/\/+$/, "").replace(/\.git$/, "").split("/").at(-1)
  const urlpath = ["lab/tree", folder, ...(notebook ? [notebook] : [])].join("/")
  return `${hub.replace(/\/+$/, "")}/hub/user-redirect/git-pull?${new URLSearchParams({ repo, branch, urlpath })}`
}
const repository = document.currentScript.dataset.repository
for (const form of document.querySelectorAll("form.hub-link")) {
  if (repository) form.elements.repo.value = repository
  const link = form.querySelector("a")
  const tell = () => {
    const ready = form.checkValidity()
    link.hidden = !ready
    if (ready) link.textContent = link.href = linkTo(Object.fromEntries(new FormData(form)))
  }
  form.addEventListener("input", tell)
  form.addEventListener("submit", (event) => event.preventDefault())
  tell()
}
