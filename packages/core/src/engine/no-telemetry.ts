/**
 * Imported before onnxruntime-node wherever that is: its 1.30 reports its use to mobile.events.data.microsoft.com from
 * Linux too, and leaves a log of that in the folder of temporary files for every process. Whoever sets the variable
 * decides otherwise.
 */
// biome-ignore lint/style/noProcessEnv: the library reads nothing else
process.env.ORT_DISABLE_TELEMETRY ??= '1';
