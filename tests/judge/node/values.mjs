// The values of the programs, and how they are printed: ../FORMAT.md, "Values".

export class UserError {
    constructor(number) {
        this.number = number;
    }
}

/** An error of the language itself, not of a program. */
export const isEngineError = (value) =>
    value instanceof TypeError || value instanceof RangeError;

export function num(value) {
    if (value === undefined) return 0;
    if (value instanceof UserError) return 10000 + value.number;
    if (isEngineError(value)) return 77777;
    if (typeof value === "object")
        return Object.values(value).reduce((total, one) => total + num(one), 0);
    return Number(value);
}

/** `showEngineError` prints an error of the language. */
export function show(value, showEngineError) {
    const inner = (one) => show(one, showEngineError);

    if (value === undefined) return "u";
    if (value instanceof UserError) return `E${value.number}`;
    if (isEngineError(value)) return showEngineError(value);
    if (value instanceof Error) throw value; // of these scripts
    if (Array.isArray(value)) return `[${value.map(inner).join(",")}]`;
    if (typeof value === "object") {
        const fields = Object.entries(value).map(([key, one]) => `${key}=${inner(one)}`);
        return `{${fields.join(",")}}`;
    }
    return String(value);
}
