// node make_programs.mjs generators|helpers|async COUNT [SEED]
//
// Prints that many random programs with their traces, always the same for a
// seed. The programs run up to the limits of ../FORMAT.md; those that are longer,
// or of which nothing is to be seen, are dropped, and the next is tried.

import { FormatError, writeProgram } from "./programs.mjs";
import { traceGeneratorProgram } from "./generator_programs.mjs";
import { traceHelperProgram } from "./helper_programs.mjs";
import { traceAsyncProgram } from "./async_programs.mjs";
import { makeAsyncProgram } from "./random_async.mjs";
import { makeGeneratorProgram } from "./random_generators.mjs";
import { makeHelperProgram } from "./random_helpers.mjs";
import { Random } from "./random.mjs";

const MOST_LINES = 80;

const KINDS = {
    generators: { make: makeGeneratorProgram, trace: traceGeneratorProgram },
    helpers: { make: makeHelperProgram, trace: traceHelperProgram },
    async: { make: makeAsyncProgram, trace: traceAsyncProgram, leastLines: 10 },
};

/** The trace, or null where the program runs too long. */
async function traceWithinLimits(kind, lines) {
    try {
        const trace = await kind.trace(lines);
        const { leastLines = 0 } = kind;
        return trace.length >= leastLines && trace.length <= MOST_LINES ? trace : null;
    } catch (thrown) {
        if (thrown instanceof FormatError) return null;
        throw thrown;
    }
}

async function print(kind, count, seed) {
    const random = new Random(seed);

    for (let id = 1, printed = 0; printed < count; id++) {
        const lines = kind.make(random, id);
        const trace = await traceWithinLimits(kind, lines);
        if (trace === null) continue;
        process.stdout.write(writeProgram({ lines, trace }));
        printed++;
    }
}

const [name, count, seed = "1"] = process.argv.slice(2);
if (KINDS[name] === undefined || !/^\d+$/.test(count) || !/^\d+$/.test(seed)) {
    console.error("usage: node make_programs.mjs generators|helpers|async COUNT [SEED]");
    process.exitCode = 2;
} else {
    await print(KINDS[name], Number(count), Number(seed));
}
