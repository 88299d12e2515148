// Keeps a self-assessment in the browser: saves its answers as a file and opens such a file again.
// Without this script, or where a file is of another version, the same forms do it by way of the hub, which keeps nothing.
(() => {
  const form = document.getElementById("answers")
  const opener = document.getElementById("open-answers")
  const about = JSON.parse(form.dataset.about)
  const lines = [...form.querySelectorAll("[data-key]")]

  const answers = () => {
    const given = new FormData(form)
    return lines.map((line) => ({
      recommendation: line.dataset.key,
      text: line.querySelector(".asked").textContent,
      answer: given.get(`answer-${line.dataset.key}`) || "",
      note: given.get(`note-${line.dataset.key}`) || "",
    }))
  }

  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "json") return
    event.preventDefault()
    const now = new Date()
    const made = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-")
    const text = JSON.stringify({ ...about, made_on: made, answers: answers() }, null, 1)
    const link = document.createElement("a")
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }))
    link.download = `${about.document}-${about.version}.json`
    link.click()
    URL.revokeObjectURL(link.href)
  })

  const fill = ({ recommendation, answer, note }) => {
    for (const radio of form.elements[`answer-${recommendation}`]) radio.checked = radio.value === answer
    form.elements[`note-${recommendation}`].value = note
  }

  // What is not plainly a file of this very edition goes to the hub, which says what is the matter with it.
  const fits = (held) =>
    ["kind", "document", "version", "language"].every((name) => held?.[name] === about[name]) &&
    Array.isArray(held.answers) &&
    held.answers.every((row) => lines.some((line) => line.dataset.key === row?.recommendation) && typeof row.note === "string")

  const send = () => {
    const marker = Object.assign(document.createElement("input"), { type: "hidden", name: "open", value: "open" })
    opener.append(marker)
    opener.submit()
  }

  opener.addEventListener("submit", async (event) => {
    const [file] = document.getElementById("answers-file").files
    if (!file) return
    event.preventDefault()
    try {
      const held = JSON.parse(await file.text())
      if (!fits(held)) return send()
      held.answers.forEach(fill)
      document.getElementById("answers-opened").hidden = false
    } catch {
      send()
    }
  })
})()
