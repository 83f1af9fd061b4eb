/** The version of the words the app and a runner speak. The app refuses a runner that speaks another one, and says so. */
export const PROTOCOL_VERSION = 2;
