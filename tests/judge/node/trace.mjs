// node trace.mjs [--check | --source] FILE...
//
// Prints the programs of the files with the traces that this engine gives them.
// --check compares with the traces that are there instead, and says which
// differ. --source prints the JavaScript that generator programs become.

import { readFileSync } from "node:fs";
import { readPrograms, writeProgram } from "./programs.mjs";
import { traceGeneratorProgram, translate } from "./generator_programs.mjs";
import { traceHelperProgram } from "./helper_programs.mjs";

function traceOf({ lines }) {
    return lines[0].startsWith("P ") ? traceGeneratorProgram(lines)
                                     : traceHelperProgram(lines);
}

function check(program) {
    const trace = traceOf(program);

    if (trace.join("\n") === program.trace.join("\n")) return true;
    console.log(`program ${program.id} gives:\n${trace.join("\n")}`);
    console.log(`where the file has:\n${program.trace.join("\n")}`);
    return false;
}

const MODES = {
    "--check": (programs) => {
        const equal = programs.filter(check).length;
        console.log(`${programs.length} programs: ${equal} equal, ` +
                    `${programs.length - equal} different`);
        if (equal !== programs.length || equal === 0) process.exitCode = 1;
    },
    "--source": (programs) => {
        for (const { id, lines } of programs)
            if (lines[0].startsWith("P ")) console.log(`// ${id}\n${translate(lines)}`);
    },
    "": (programs) => {
        for (const program of programs)
            process.stdout.write(writeProgram({ ...program, trace: traceOf(program) }));
    },
};

const words = process.argv.slice(2);
const mode = words[0]?.startsWith("--") ? words.shift() : "";
if (MODES[mode] === undefined || words.length === 0) {
    console.error("usage: node trace.mjs [--check | --source] FILE...");
    process.exitCode = 2;
} else {
    MODES[mode](words.flatMap((name) => readPrograms(readFileSync(name, "utf8"))));
}
