export declare const root: string
export declare class SetupError extends Error {}
export declare function prepare(needs?: {
  client?: boolean
  recipes?: boolean
  build?: boolean
}): Promise<string>
