/** Tables that lie beside traces and are easily taken for one, though they hold no tasks: what they are, and how they are known. */

export interface OtherTable {
  /** As in "this is …". */
  readonly title: string;
  /** Names that its header line has among others; or, without a header, what the fields of its first row look like. */
  readonly names?: readonly string[];
  readonly firstRow?: readonly RegExp[];
  /** What to use in its place, or what it can be used for. */
  readonly advice: string;
}

const whole = /^-?\d+$/;
const number = /^(-?\d+(\.\d+)?(e-?\d+)?)?$/i;

export const otherTables: readonly OtherTable[] = [
  {
    title: "the machine table of the Alibaba cluster trace of 2018 (machine_meta)",
    firstRow: [/^m_\d+$/, whole, whole, /^\w+$/, number, number, /^[A-Z_]+$/],
    advice: "The tasks of that trace are in its batch_task.csv, which can be read as a custom trace.",
  },
  {
    title: "the node list of the Alibaba GPU trace of 2023 (openb_node_list)",
    names: ["sn", "cpu_milli", "memory_mib", "gpu", "model"],
    advice: "The tasks of that trace are its pods: name openb_pod_list_default.csv.",
  },
  {
    title: "machine events of the Google cluster trace of 2011",
    firstRow: [/^\d+$/, /^\d+$/, /^[012]$/, /^[^,]*$/, number, number],
    advice: "The tasks of that trace are in its folder task_events.",
  },
  {
    title: "the schema of the Google cluster trace of 2011",
    names: ["file pattern", "field number", "content", "format", "mandatory"],
    advice: "The tasks of that trace are in its folder task_events.",
  },
  {
    title: "collection events of the Google cluster traces of 2019",
    names: ["time", "type", "collection_id", "priority"],
    advice: "The tasks of that trace are its instance events, which read these where they lie beside them.",
  },
  {
    title: "usage averages of the Google cluster trace of 2019 (one row for 300 s of a whole data centre)",
    names: ["avg_cpu", "avg_mem", "avg_assigned_mem", "avg_cycles_per_instruction"],
    advice: "The tasks of that trace are its instance events.",
  },
  {
    title: "a list of sites",
    names: ["SITE_ID", "LATITUDE", "LONGITUDE"],
    advice: "Name it with --sites, for scenarios whose servers stand at its sites.",
  },
  {
    title: "a list of base stations",
    names: ["index", "latitude", "longitude", "address"],
    advice: "Name it with --sites, for scenarios whose servers stand at its sites.",
  },
  {
    title: "a log of the throughput of a 5G link",
    names: ["Timestamp", "CellID", "NetworkMode", "DL_bitrate", "UL_bitrate"],
    advice: "Name it with --radio, for scenarios whose uploads follow it.",
  },
  {
    title: "a list of users' places",
    names: ["Latitude", "Longitude"],
    advice: "It can be read as none of a scenario's files: --users takes ways, with a time in each row.",
  },
];
