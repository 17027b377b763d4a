import { config } from 'zod/mini';

// The page's security policy forbids making code from text, which zod would otherwise do to be faster. This must be
// said before the first schema is made, so this module is imported before all others.
config({ jitless: true });
