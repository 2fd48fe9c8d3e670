// node trace.mjs [--check | --source] FILE...
//
// Prints the programs of the files with the traces that this engine gives them.
// --check compares with the traces that are there instead, and says which
// differ. --source prints the JavaScript that generator programs become.

import { readFileSync } from "node:fs";
import { readPrograms, writeProgram } from "./programs.mjs";
import { traceGeneratorProgram, translate } from "./generator_programs.mjs";
import { traceHelperProgram } from "./helper_programs.mjs";
import { sourceOfAsyncProgram, traceAsyncProgram } from "./async_programs.mjs";

const KINDS = {
    P: { trace: traceGeneratorProgram, source: translate },
    Q: { trace: traceHelperProgram },
    A: { trace: traceAsyncProgram, source: sourceOfAsyncProgram },
};

const kindOf = ({ lines }) => KINDS[lines[0][0]];
const traceOf = (program) => kindOf(program).trace(program.lines);

async function check(program) {
    const trace = await traceOf(program);

    if (trace.join("\n") === program.trace.join("\n")) return true;
    console.log(`program ${program.id} gives:\n${trace.join("\n")}`);
    console.log(`where the file has:\n${program.trace.join("\n")}`);
    return false;
}

const MODES = {
    "--check": async (programs) => {
        let equal = 0;
        for (const program of programs) if (await check(program)) equal++;
        console.log(`${programs.length} programs: ${equal} equal, ` +
                    `${programs.length - equal} different`);
        if (equal !== programs.length || equal === 0) process.exitCode = 1;
    },
    "--source": (programs) => {
        for (const program of programs) {
            const { source } = kindOf(program);
            if (source) console.log(`// ${program.id}\n${source(program.lines)}`);
        }
    },
    "": async (programs) => {
        for (const program of programs) {
            const trace = await traceOf(program);
            process.stdout.write(writeProgram({ ...program, trace }));
        }
    },
};

const words = process.argv.slice(2);
const mode = words[0]?.startsWith("--") ? words.shift() : "";
if (MODES[mode] === undefined || words.length === 0) {
    console.error("usage: node trace.mjs [--check | --source] FILE...");
    process.exitCode = 2;
} else {
    await MODES[mode](words.flatMap((name) => readPrograms(readFileSync(name, "utf8"))));
}
