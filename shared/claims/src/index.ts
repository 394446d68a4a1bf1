export { type Checked, checkClaim, type TableRow } from "./check-claim.ts";
export { type ClaimsFile, claimsFile, type ExpectedClaim, wantedText } from "./claims-file.ts";
