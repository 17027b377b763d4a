/** The whole page. */
export function App() {
  return <main>Sluice</main>;
}
