/** What updates are put together from: losses to minimise, and networks that others follow. */
import {
  adam,
  type Graph,
  gradients,
  mul,
  type Objective,
  type Operand,
  reshape,
  sqrt,
  square,
  sum,
  type Tensor,
} from "../../graph/index.ts";

/** What `compileUpdate` minimises, by Adam, and the norm of its gradient before it is clipped. */
export class Objectives {
  readonly minimise: Objective[] = [];
  /** `gradientNorm.<name>` by name. */
  readonly gradientNorms: Record<string, Tensor> = {};

  constructor(readonly config: { readonly maxGradientNorm: number }) {}

  /** @param factor of the learning rate, `[1]` */
  add(name: string, loss: Tensor, parameters: Tensor, learningRate: number, factor: Tensor): void {
    const { maxGradientNorm } = this.config;
    const optimizer = adam({ learningRate: mul(factor, learningRate), maxGradientNorm });
    this.minimise.push({ loss, parameters, optimizer });
    const [gradient] = gradients(loss, [parameters]);
    if (gradient === undefined) throw new Error("one gradient was asked for");
    this.gradientNorms[`gradientNorm.${name}`] = sqrt(sum(square(gradient)));
  }
}

/** The states of an update: networks and their targets, each target a soft copy. */
export class Networks {
  readonly targets: { target: Tensor; source: Tensor; rate: Operand }[] = [];

  constructor(
    readonly graph: Graph,
    readonly rate: number,
  ) {}

  /** The parameters of network `name` and of its target network, `<name>Target`. */
  pair(name: string, { size }: { readonly size: number }): readonly [Tensor, Tensor] {
    const source = this.graph.state(name, [size]);
    const target = this.graph.state(`${name}Target`, [size]);
    this.targets.push({ target, source, rate: this.rate });
    return [source, target];
  }
}

/** `[batch, 1]` → `[batch]` */
export function flat(values: Tensor): Tensor {
  return reshape(values, [values.shape[0] ?? 1]);
}
