import { configureGlobal } from 'fast-check';
import { SEED } from './figures.ts';

/* Loaded before each file of tests: the same cases for everybody who runs them, new ones by `npm run fuzz`. */

configureGlobal({ seed: SEED });
