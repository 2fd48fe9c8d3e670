// The iterator helpers, written out from the steps of the specification (ECMA-262
// "Iterator Helper Objects", and the proposals iterator-sequencing,
// joint-iteration and iterator-chunking), since Node's own are not complete.
// A generator does what the abstract closure of each algorithm does.

const IteratorPrototype = Object.getPrototypeOf(
    Object.getPrototypeOf([][Symbol.iterator]()));

const isObject = (value) =>
    (typeof value === "object" && value !== null) || typeof value === "function";

function requireObject(value) {
    if (!isObject(value)) throw new TypeError("no object");
    return value;
}

// --- Iterator records (7.4) ------------------------------------------------

/** GetIteratorDirect */
const direct = (iterator) => ({ iterator, next: iterator.next, done: false });

/** GetIterator */
function getIterator(iterable) {
    const method = iterable[Symbol.iterator];

    if (typeof method !== "function") throw new TypeError("no iterable");
    return direct(requireObject(method.call(iterable)));
}

/** GetIteratorFlattenable, with reject-primitives */
function flattenable(value) {
    requireObject(value);
    const method = value[Symbol.iterator];

    return direct(requireObject(method == null ? value : method.call(value)));
}

/** IteratorStep: the result object, or null at the end. */
function step(record) {
    try {
        const result = requireObject(record.next.call(record.iterator));
        if (!result.done) return result;
    } catch (thrown) {
        record.done = true;
        throw thrown;
    }
    record.done = true;
    return null;
}

/** IteratorClose with a completion that is no throw. */
function close(record) {
    const method = record.iterator.return;

    if (method != null) requireObject(method.call(record.iterator));
}

/** IteratorCloseAll with a completion that is no throw: the last first. The
 *  first that throws wins over those after it. */
function closeAll(records) {
    closeEach(records, { thrown: null });
}

/** IteratorCloseAll with a throw completion; throws that. */
function closeAllAndThrow(records, error) {
    closeEach(records, { thrown: { error } });
}

function closeEach(records, completion) {
    for (const record of [...records].reverse()) {
        try {
            close(record);
        } catch (error) {
            completion.thrown ??= { error };
        }
    }
    if (completion.thrown !== null) throw completion.thrown.error;
}

/** IfAbruptCloseIterators: what `run` gives; where it throws, all are closed. */
function orCloseAll(records, run) {
    try {
        return run();
    } catch (error) {
        return closeAllAndThrow(records, error);
    }
}

/** Yield, after which IfAbruptCloseIterators: a helper is left by return alone. */
function* yieldOrCloseAll(records, value) {
    let resumed = false;

    try {
        yield value;
        resumed = true;
    } finally {
        if (!resumed) closeAll(records());
    }
}

const yieldOrClose = (record, value) => yieldOrCloseAll(() => [record], value);

// --- Iterator helper objects (27.1.2.1) ------------------------------------

/** `closure` is the generator; `underlying()` are the iterators that return()
 *  closes where the helper has not begun. */
function makeHelper(closure, underlying) {
    let begun = false;

    return Object.assign(Object.create(IteratorPrototype), {
        next() {
            begun = true;
            return closure.next();
        },
        return() {
            const first = !begun;
            const result = closure.return(undefined);

            begun = true;
            if (first) closeAll(underlying());
            return result;
        },
    });
}

const helperOver = (record, closure) => makeHelper(closure(record), () => [record]);

/** A helper whose callback was checked as the specification says. */
function withCallback(source, callback, closure) {
    const record = { iterator: source };

    requireCallable(record, callback);
    return helperOver(direct(source), closure);
}

function requireCallable(record, callback) {
    orCloseAll([record], () => {
        if (typeof callback !== "function") throw new TypeError("no function");
    });
}

export function map(source, mapper) {
    return withCallback(source, mapper, function* (record) {
        let counter = 0;

        for (let result; (result = step(record)) !== null;) {
            const { value } = result;
            const mapped = orCloseAll([record], () => mapper(value, counter));
            yield* yieldOrClose(record, mapped);
            counter++;
        }
    });
}

export function filter(source, predicate) {
    return withCallback(source, predicate, function* (record) {
        let counter = 0;

        for (let result; (result = step(record)) !== null;) {
            const { value } = result;
            if (orCloseAll([record], () => predicate(value, counter)))
                yield* yieldOrClose(record, value);
            counter++;
        }
    });
}

export function flatMap(source, mapper) {
    return withCallback(source, mapper, function* (record) {
        let counter = 0;

        for (let result; (result = step(record)) !== null;) {
            const { value } = result;
            const inner = orCloseAll(
                [record], () => flattenable(mapper(value, counter)));
            for (;;) {
                const innerResult = orCloseAll([record], () => step(inner));
                if (innerResult === null) break;
                const innerValue = orCloseAll([record], () => innerResult.value);
                yield* yieldOrCloseAll(() => [record, inner], innerValue);
            }
            counter++;
        }
    });
}

/** The limit of take and drop. */
function limitOf(source, limit) {
    return orCloseAll([{ iterator: source }], () => {
        const number = Math.trunc(Number(limit));
        const tooLarge = number > Number.MAX_SAFE_INTEGER && number !== Infinity;
        if (Number.isNaN(number) || number < 0 || tooLarge)
            throw new RangeError("no limit");
        return number;
    });
}

export function take(source, limit) {
    let remaining = limitOf(source, limit);

    return helperOver(direct(source), function* (record) {
        for (;;) {
            if (remaining === 0) return close(record);
            remaining--; // Infinity stays as it is
            const result = step(record);
            if (result === null) return undefined;
            yield* yieldOrClose(record, result.value);
        }
    });
}

export function drop(source, limit) {
    let remaining = limitOf(source, limit);

    return helperOver(direct(source), function* (record) {
        for (; remaining > 0; remaining--)
            if (step(record) === null) return;
        for (let result; (result = step(record)) !== null;)
            yield* yieldOrClose(record, result.value);
    });
}

function sizeOf(source, size) {
    orCloseAll([{ iterator: source }], () => {
        if (!Number.isInteger(size)) throw new TypeError("no integer");
        if (size < 1 || size > 2 ** 32 - 1) throw new RangeError("no size");
    });
}

export function chunks(source, size) {
    sizeOf(source, size);
    return helperOver(direct(source), function* (record) {
        let buffer = [];

        for (let result; (result = step(record)) !== null;) {
            buffer.push(result.value);
            if (buffer.length < size) continue;
            yield* yieldOrClose(record, buffer);
            buffer = [];
        }
        if (buffer.length > 0) yield buffer;
    });
}

export function windows(source, size, allowsPartial) {
    sizeOf(source, size);
    return helperOver(direct(source), function* (record) {
        const buffer = [];

        for (let result; (result = step(record)) !== null;) {
            if (buffer.length === size) buffer.shift();
            buffer.push(result.value);
            if (buffer.length === size) yield* yieldOrClose(record, [...buffer]);
        }
        if (allowsPartial && buffer.length > 0 && buffer.length < size) yield buffer;
    });
}

/** Iterator.from */
export function from(source) {
    const record = flattenable(source);

    if (IteratorPrototype.isPrototypeOf(record.iterator)) return record.iterator;
    return Object.assign(Object.create(IteratorPrototype), {
        next: () => record.next.call(record.iterator),
        return: () => {
            const method = record.iterator.return;
            return method == null ? { value: undefined, done: true }
                                  : method.call(record.iterator);
        },
    });
}

/** Iterator.concat */
export function concat(...items) {
    const opens = items.map((item) => {
        const open = requireObject(item)[Symbol.iterator];
        if (typeof open !== "function") throw new TypeError("no iterable");
        return () => open.call(item);
    });

    return makeHelper((function* () {
        for (const open of opens) {
            const record = direct(requireObject(open()));
            for (let result; (result = step(record)) !== null;)
                yield* yieldOrClose(record, result.value);
        }
    })(), () => []);
}

// --- Joint iteration -------------------------------------------------------

/** Iterator.zip; `padding` is the iterable of the option, or undefined. */
export function zip(iterables, mode, padding) {
    const records = [];
    if (mode === "longest" && padding !== undefined) requireObject(padding);
    const input = getIterator(iterables);

    for (;;) {
        const result = orCloseAll(records, () => step(input));
        if (result === null) break;
        records.push(orCloseAll([input, ...records], () => flattenable(result.value)));
    }
    return zipped(records, mode, paddingOf(records, mode, padding), (values) => values);
}

function paddingOf(records, mode, padding) {
    if (mode !== "longest" || padding === undefined) return [];
    return orCloseAll(records, () => {
        const record = getIterator(padding);
        const values = [];

        while (values.length < records.length && !record.done)
            values.push(step(record)?.value);
        if (!record.done) close(record);
        return values;
    });
}

/** Iterator.zipKeyed */
export function zipKeyed(iterables, mode, padding) {
    const keys = [];
    const records = [];
    if (mode === "longest" && padding !== undefined) requireObject(padding);

    for (const key of Reflect.ownKeys(requireObject(iterables))) {
        if (iterables[key] === undefined) continue;
        keys.push(key);
        records.push(orCloseAll(records, () => flattenable(iterables[key])));
    }
    const values = mode !== "longest" || padding === undefined ? []
        : orCloseAll(records, () => keys.map((key) => padding[key]));
    return zipped(records, mode, values, (results) =>
        Object.fromEntries(keys.map((key, i) => [key, results[i]])));
}

/** IteratorZip */
function zipped(records, mode, padding, finish) {
    const open = [...records];
    const without = (record) => open.splice(open.indexOf(record), 1);
    const stepOrCloseRest = (record) => {
        try {
            const result = step(record);
            return result === null ? null : { value: result.value };
        } catch (error) {
            without(record);
            return closeAllAndThrow(open, error);
        }
    };

    /** The first has ended: the others must end now. */
    const requireAllDone = () => {
        for (const record of records.slice(1)) {
            if (stepOrCloseRest(record) !== null)
                closeAllAndThrow(open, new TypeError("lengths differ"));
            without(record);
        }
    };

    const closure = function* () {
        const ended = records.map(() => false);

        while (records.length > 0) {
            const results = [];
            for (const [i, record] of records.entries()) {
                const result = ended[i] ? null : stepOrCloseRest(record);
                if (result === null && !ended[i]) {
                    without(record);
                    if (mode === "shortest") return closeAll(open);
                    if (mode === "strict" && i > 0)
                        closeAllAndThrow(open, new TypeError("lengths differ"));
                    if (mode === "strict") return requireAllDone();
                    if (open.length === 0) return undefined;
                    ended[i] = true;
                }
                results.push(result === null ? padding[i] : result.value);
            }
            yield* yieldOrCloseAll(() => open, finish(results));
        }
        return undefined;
    };
    return makeHelper(closure(), () => open);
}

// --- Consumers -------------------------------------------------------------

export const toArray = (source) => {
    const record = direct(source);
    const values = [];

    for (let result; (result = step(record)) !== null;) values.push(result.value);
    return values;
};

/** Calls `callback` for each value, until `decide` of what it gave, and of the
 *  value, is not undefined: that is the result, and the source is closed. */
function visit(source, callback, atEnd, decide) {
    requireCallable({ iterator: source }, callback);
    const record = direct(source);
    let counter = 0;

    for (let result; (result = step(record)) !== null; counter++) {
        const { value } = result;
        const given = orCloseAll([record], () => callback(value, counter));
        const decided = decide(given, value);
        if (decided === undefined) continue;
        close(record);
        return decided.result;
    }
    return atEnd;
}

export const forEach = (source, callback) =>
    visit(source, callback, undefined, () => undefined);
export const some = (source, callback) =>
    visit(source, callback, false, (given) => given ? { result: true } : undefined);
export const every = (source, callback) =>
    visit(source, callback, true, (given) => given ? undefined : { result: false });
export const find = (source, callback) =>
    visit(source, callback, undefined,
          (given, value) => given ? { result: value } : undefined);

/** `initial` is an array: the initial value, or empty. */
export function reduce(source, reducer, initial) {
    requireCallable({ iterator: source }, reducer);
    const record = direct(source);
    let accumulator = initial[0];
    let counter = 0;

    if (initial.length === 0) {
        const first = step(record);
        if (first === null) throw new TypeError("nothing to reduce");
        accumulator = first.value;
        counter = 1;
    }
    for (let result; (result = step(record)) !== null; counter++) {
        const { value } = result;
        accumulator = orCloseAll([record], () => reducer(accumulator, value, counter));
    }
    return accumulator;
}
