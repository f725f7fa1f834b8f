/** Whoever asked to sign out is not asked again; without a script there is a button. */

const button = document.querySelector('button[name="logout"]')
if (button instanceof HTMLButtonElement) button.form?.requestSubmit(button)
