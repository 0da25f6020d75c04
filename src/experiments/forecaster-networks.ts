/** Names of the networks that can be trained to forecast, as in `forecaster.network` of a scenario. */
export const forecasterNetworks = ["transformer", "gru", "lstm"] as const;
export type NetworkName = (typeof forecasterNetworks)[number];
