export function Alerts() {
  return <p>alerts</p>;
}
