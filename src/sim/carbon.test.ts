import { expect, it } from "vitest";
import { network, server, simulate } from "./fixtures.test-helper.ts";

it("emits by the intensity of the hour in which energy is used, and begins anew at the end of the series", () => {
  // 16 cycles at 8 cycles/s from 1 s on: 512 W; 2 W idle.
  const net = network({ servers: [server({ idlePowerWatts: 2 })], links: [], resourceCap: 1 });
  const carbon = { gramsPerKilowattHour: [3.6e6, 7.2e6], intervalSeconds: 1 };
  const run = simulate(net, [{ arrival: 1, cycles: 16 }], [], { carbon });
  // The second from 1 to 2 at 2 g/J, the one from 2 to 3 at 1 g/J again.
  expect([...run.carbonGrams!]).toEqual([514 * 2 + 514]);
  expect(simulate(net, [{ cycles: 16 }]).carbonGrams).toBeNull();
  expect(() => simulate(net, [{}], [], { carbon: { ...carbon, gramsPerKilowattHour: [] } })).toThrow(
    "carbon: 0 values of 1 s each",
  );
});
