export function Settings({ section }: { section: string }) {
  return <p>{section}</p>;
}
