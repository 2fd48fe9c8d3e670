// Random programs of async generators (part 3 of ../FORMAT.md).
//
// No two timers are due at the same time, so that what comes first does not
// depend on how many turns of its queue an engine takes for an await: requests
// come at times of which no two have the same last digit, and all else takes
// multiples of 10.

const GENERATORS = 4;
const MOST_STATEMENTS = 9;

class Maker {
    constructor(random) {
        this.random = random;
        this.lines = [];
        this.next = 1;
    }

    put(line) {
        this.lines.push(line);
    }

    /** A number that appears nowhere else in the program. */
    fresh() {
        return this.next++;
    }

    /** What is to be in a generator that `context` describes. */
    weights(context) {
        const goes = context.depth < 3 && this.left > 1;
        return {
            log: 2,
            yield: context.yields ? 8 : 0,
            await: context.isAsync ? 6 : 0,
            fail: context.isAsync && context.depth > 1 ? 1 : 0,
            throw: context.depth > 1 ? 1 : 0,
            return: context.depth > 2 ? 1 : 0,
            break: context.inLoop ? 1 : 0,
            try: goes ? 4 : 0,
            loop: goes ? 2 : 0,
            forawait: goes && context.isAsync && context.inner.length ? 3 : 0,
            delegate: context.yields && context.inner.length ? 2 : 0,
        };
    }

    statement(context) {
        const kind = this.random.weighted(this.weights(context));

        this.left--;
        switch (kind) {
            case "log":
            case "yield":
            case "throw":
            case "return":
                return this.put(`${kind} ${this.fresh()}`);
            case "await":
            case "fail":
                return this.put(`${kind} ${10 * this.random.between(1, 4)} ${this.fresh()}`);
            case "break":
                return this.put("break");
            case "delegate":
                return this.put(`delegate ${this.random.pick(context.inner)}`);
            case "try":
                return this.try(context);
            case "loop":
                return this.loop(`loop ${this.random.between(2, 3)}`, context);
            case "forawait":
                return this.loop(`forawait ${this.random.pick(context.inner)}`, context);
        }
    }

    loop(head, context) {
        this.put(head);
        this.block({ ...context, inLoop: true });
        this.put("end");
    }

    try(context) {
        const kind = this.random.pick(["catch", "finally", "finally", "both"]);

        this.put("try");
        this.block(context);
        if (kind !== "finally") {
            this.put("catch");
            this.block(context);
        }
        if (kind !== "catch") {
            this.put("finally");
            this.block(context);
        }
        this.put("end");
    }

    block(context) {
        const count = this.random.between(1, 3);

        for (let i = 0; i < count; i++)
            this.statement({ ...context, depth: context.depth + 1 });
    }

    generator(id, kinds) {
        const inner = kinds.map((_, i) => i).filter((i) => i > id);
        const isAsync = kinds[id] === "async";
        const usable = inner.filter((i) => isAsync || kinds[i] === "sync");

        this.put(`gen ${id} ${kinds[id]}`);
        this.left = this.random.between(3, MOST_STATEMENTS);
        while (this.left > 0)
            this.statement({
                isAsync,
                inner: usable,
                yields: true,
                inLoop: false,
                depth: 0,
            });
        this.put("end");
    }

    requests() {
        const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        const count = this.random.between(3, 9);
        const times = [];

        for (let i = 0; i < count; i++) {
            const digit = digits.splice(this.random.below(digits.length), 1)[0];
            times.push(10 * this.random.below(12) + digit);
        }
        for (const time of times.sort((a, b) => a - b)) {
            const method = this.random.weighted({ next: 12, return: 1, throw: 1 });
            this.put(`request ${time} ${method} ${this.fresh()}`);
        }
    }
}

/** The lines of a program, up to its trace. */
export function makeAsyncProgram(random, id) {
    const maker = new Maker(random);
    const count = random.between(1, GENERATORS);
    const kinds = Array.from({ length: count }, (_, i) =>
        i === 0 || !random.oneIn(3) ? "async" : "sync",
    );

    maker.put(`A ${id}`);
    kinds.forEach((_, i) => maker.generator(i, kinds));
    maker.requests();
    return maker.lines;
}
