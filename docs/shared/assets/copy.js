// Buttons that copy the text of an element: <button data-copy="ID" data-copied="…" data-failed="…" hidden>, which is
// shown where scripts run, and says what it did in the [role=status] beside it. Pages that Material loads in place of
// the last one run this again: one listener on the document serves them all.
(() => {
  const select = element => {
    const selection = getSelection()
    selection.removeAllRanges()
    selection.selectAllChildren(element)
  }

  const copy = async element => {
    try {
      await navigator.clipboard.writeText(element.textContent.trim())
      return true
    } catch {
      select(element) // no clipboard without HTTPS, or not allowed
      return document.execCommand("copy")
    }
  }

  const say = (button, text) => {
    const status = button.parentElement.querySelector("[role=status]")
    if (!status) return
    status.textContent = text
    clearTimeout(status.fading)
    status.fading = setTimeout(() => (status.textContent = ""), 4000)
  }

  const onClick = async event => {
    const button = event.target.closest?.("button[data-copy]")
    const element = button && document.getElementById(button.dataset.copy)
    if (element) say(button, (await copy(element)) ? button.dataset.copied : button.dataset.failed)
  }

  for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = false
  if (document.documentElement.dataset.copying) return
  document.documentElement.dataset.copying = "on"
  document.addEventListener("click", onClick)
})()
