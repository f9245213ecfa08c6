import fc from "fast-check"

// The same cases for everybody, so that a change alone decides whether the tests hold.
// PROPERTY_SEED=$RANDOM looks at others; a failure prints its own seed.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20261101) })
