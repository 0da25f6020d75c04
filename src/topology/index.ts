/** Where servers stand and who is near whom. All but `read-site-list.ts` runs in a browser too. */
export { generateSites } from "./generate-sites.ts";
export { nearestNeighbours } from "./nearest-neighbours.ts";
export { readSiteList } from "./read-site-list.ts";
export { distanceMetres, type Position, planePositions, type Site } from "./site.ts";
export { zipfShares } from "./zipf-shares.ts";
