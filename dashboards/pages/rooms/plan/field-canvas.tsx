import { useEffect, useRef } from 'preact/hooks';
import { useWard } from '../../../ui/context.ts';
import { type Field, mixColour, warmth } from '../model/field.ts';

/** Up to here a sensor speaks for the air around it; beyond, the colour fades. */
const SURE_CM = 250;
const UNSURE_CM = 900;
const MOST_OPAQUE = 205;
const LEAST_OPAQUE = 36;

/** The field of temperatures, one pixel a cell, drawn smooth by the browser. */
export function FieldCanvas({ field }: { field: Field }) {
  const { preferences } = useWard();
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = preferences.theme.value;
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const style = getComputedStyle(element);
    const stops = [1, 2, 3, 4, 5].map((step) => channels(style.getPropertyValue(`--warmth-${step}`)));
    const image = context.createImageData(field.columns, field.rows);
    for (let at = 0; at < field.celsius.length; at++) {
      const [red, green, blue] = mixColour(stops, warmth(field.celsius[at]));
      const far = Math.max(0, Math.min(1, (field.nearestCm[at] - SURE_CM) / (UNSURE_CM - SURE_CM)));
      image.data[at * 4] = red;
      image.data[at * 4 + 1] = green;
      image.data[at * 4 + 2] = blue;
      image.data[at * 4 + 3] = MOST_OPAQUE - far * (MOST_OPAQUE - LEAST_OPAQUE);
    }
    context.putImageData(image, 0, 0);
  }, [field, theme]);
  return <canvas ref={canvas} class="plan-field" width={field.columns} height={field.rows} />;
}

function channels(hex: string): [number, number, number] {
  const plain = hex.trim().slice(1);
  return [0, 2, 4].map((at) => Number.parseInt(plain.slice(at, at + 2), 16)) as [number, number, number];
}
