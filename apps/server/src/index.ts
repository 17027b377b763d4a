/**
 * The server: sessions, drafts, hosts and live counters over HTTP and socket.io. It has no privileges and
 * starts no processes; everything that touches a kernel goes to a helper over a unix socket.
 */
export { serverConfig, type HostConfig, type Login, type ServerConfig } from './config.ts';
export { createLog, type Log } from './log.ts';
export { verifyData, type DataCheck } from './history/verify-data.ts';
export { startServer, type RunningServer, type Surroundings } from './start-server.ts';
