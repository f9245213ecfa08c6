/** The address of the page asked for, set by the proxy; used for nothing but the way back after sign-in. */
export const PATH_HEADER = "x-tollgate-path"
