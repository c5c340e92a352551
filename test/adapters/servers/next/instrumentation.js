/** What Next.js runs once when it starts. */
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs') await import('./ending.js')
}
