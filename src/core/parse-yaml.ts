/** YAML with its line numbers, so that what is wrong with a value can be told by file and line. */
import { LineCounter, type Node, parseDocument } from "yaml";
import { EdgeflockError } from "./errors.ts";

/** Something wrong with a file. */
export interface YamlProblem {
  /** Where in the file, e.g. `["training", "cto", "gamma"]`; the nearest part that exists gives the line. */
  readonly path: readonly (string | number)[];
  /** The field, and what is wrong with it. */
  readonly text: string;
}

export class YamlFile {
  /** @param name of the file, for messages */
  private constructor(
    readonly name: string,
    readonly value: unknown,
    private readonly lineOf: (path: YamlProblem["path"]) => number,
  ) {}

  /** @throws EdgeflockError("scenario") with file and line when it is not YAML */
  static parse(text: string, name: string): YamlFile {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const [error] = document.errors; // those after it are often only its consequences
    if (error !== undefined) {
      throw new EdgeflockError(
        "scenario",
        `${name}:${lines.linePos(error.pos[0]).line}: not valid YAML: ${error.message}`,
        "Check the indentation, the brackets and the quotes around that line.",
      );
    }
    const lineOf = (path: YamlProblem["path"]) => {
      for (let length = path.length; length > 0; length--) {
        const node = document.getIn(path.slice(0, length), true) as Node | undefined;
        const offset = node?.range?.[0];
        if (offset !== undefined) return lines.linePos(offset).line;
      }
      return 1;
    };
    return new YamlFile(name, document.toJS(), lineOf);
  }

  /** @throws EdgeflockError("scenario") that lists the problems in the order of their lines */
  refuse(problems: readonly YamlProblem[], fix: string): never {
    const told = problems.map(({ path, text }) => ({ line: this.lineOf(path), text }));
    told.sort((p, q) => p.line - q.line);
    const texts = told.map(({ line, text }) => `${this.name}:${line}: ${text}`);
    throw new EdgeflockError("scenario", texts.join("\n  "), fix);
  }
}
