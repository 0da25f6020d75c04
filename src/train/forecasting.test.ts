import { expect, test } from "vitest";
import { evaluationSalts } from "../experiments/evaluate-run.ts";
import { tinyScenario } from "../testing/tiny-scenario.ts";
import { forecasterSalts } from "./forecasting.ts";

test("the forecaster learns from 16 draws and stops by 8 others, none of which results are reported on", () => {
  const { draws } = tinyScenario().forecaster;
  const train = forecasterSalts("train", draws.train);
  const validate = forecasterSalts("validate", draws.validate);
  expect([train.length, train[0], train[15]]).toEqual([16, "train-0", "train-15"]);
  expect([validate.length, validate[0], validate[7]]).toEqual([8, "v0", "v7"]);
  expect(new Set([...train, ...validate, ...evaluationSalts]).size).toBe(16 + 8 + evaluationSalts.length);
});
