export function MachinePage({ id }: { id: string }) {
  return <p>{id}</p>;
}
