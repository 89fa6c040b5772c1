import { recoveryTests } from "./journeys/recovery.ts";

recoveryTests();
