// Reads the files that ../FORMAT.md describes, and writes them back.

export class FormatError extends Error {}

/** The programs of a text: {id, lines, trace}, comments between them dropped.
 *  `lines` goes from the head (P, Q or A) to the last line before the trace. */
export function readPrograms(text) {
    const programs = [];
    let program = null;
    let into = null;

    for (const line of text.split("\n")) {
        if (program === null && (line === "" || line.startsWith("#"))) continue;
        if (program === null) {
            if (!/^[APQ] /.test(line)) throw new FormatError(`no program: ${line}`);
            program = { id: line.split(" ")[1], lines: [line], trace: [] };
            into = program.lines;
        } else if (line === "T" && into === program.lines) {
            into = program.trace;
        } else if (line === "." && into === program.trace) {
            programs.push(program);
            program = null;
        } else {
            into.push(line);
        }
    }
    if (program !== null) throw new FormatError(`no end: program ${program.id}`);
    return programs;
}

export function writeProgram({ lines, trace }) {
    return [...lines, "T", ...trace, "."].join("\n") + "\n";
}
