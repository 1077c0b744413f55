// Of D3 just what d3.js has, in the types that @types/d3-* have on npm.
export const d3: Pick<typeof import("d3-axis"), "axisBottom" | "axisLeft"> &
  Pick<typeof import("d3-scale"), "scaleLinear" | "scaleLog"> &
  Pick<typeof import("d3-selection"), "create" | "select"> &
  Pick<typeof import("d3-shape"), "line">;
