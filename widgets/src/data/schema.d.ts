// Made by scripts/page_types.py from mxgrad_widgets/player/schema.py: change it there.

export type Rule = number | number[][];

/** source, line, column, end line, end column */
export type Span = [number, number, number, number, number];

export type Fact = [number, string, string] | [number, string, string, [number, number[]]];

export type Change = [string, 0 | 1, string];

export type Places = number[][] | number[] | null;

/** text, how a test came out (yes, no) if it is one, and step */
export type Mark = [string, string, number];

/** tag, attributes, children or text, id */
export type Drawn = [string, Record<string, string>, Drawn[] | string, string];

/** tag, then its text or its children */
export type Mathml = [string, ...(string | Mathml)[]];

export type Piece = [string, string] | [string, string, Mathml[], string];

export type Question = ViewQuestion | PartQuestion | NumbersQuestion | ChangeQuestion | UndoQuestion | NudgeQuestion | CurveQuestion | GuessQuestion | PanelsQuestion;

export type Answer = SentAnswer | NumbersAnswer | ChangedAnswer | NudgedAnswer | CurveAnswer | GuessedAnswer | RefusedAnswer;

/** One array of a stage. */
export interface Grid {
  /** operand, result, incoming, local, row, contribution, before, sum, gradient */
  role: string;
  title: string;
  /** what stands before it */
  sign: string;
  array: number;
  /** drawn with rows and columns exchanged, a vector as a column */
  turned?: boolean;
  /** of which the chosen cell of what it makes has a row to itself: the shape of that */
  row?: number[];
  made?: Made;
  /** of the program, whose numbers these are, or whose gradient */
  input?: string;
}

/** How a cell is made: over the turns of loops that meet it, a term of the cells that are read; the terms folded. */
export interface LoopRule {
  /** of the loop variables */
  sizes: number[];
  target: Places;
  reads: Places[];
  /** ⟨0⟩ is a cell of the first array that is read; an empty one is whichever is there */
  term: string;
  /** around the folded terms, which stand in place of … */
  whole: string;
  /** + · or , */
  fold: string;
}

/** Which rule makes the cells of a grid, from which grids. */
export interface Made {
  rule: number;
  reads: number[];
}

/** The operation of a step. */
export interface Stage {
  /** in words or as a formula */
  rule: string;
  grids: Grid[];
  /** of an operation that the program defines */
  methods?: Method[];
}

/** Numbers, row by row; those of a large array are asked for by its id, but for some at its beginning. */
export interface StageArray {
  shape: number[];
  /** nan and inf are text */
  numbers: (number | string)[] | null;
  value?: number;
  /** from which element, how far apart, numbers with spaces between */
  beginning?: [number, number, string][];
}

/** The stages of some steps, with what they share. */
export interface StageStretch {
  arrays: StageArray[];
  rules: LoopRule[];
  stages: (Stage | null)[];
}

/** A drawing as a tree of SVG elements; a compact one has heat in place of numbers. */
export interface Scene {
  level: "full" | "compact";
  direction: "LR" | "TB";
  width: number;
  height: number;
  root: Drawn;
}

/** A stretch of source lines that something of the run stands in. */
export interface Source {
  id: number;
  name: string;
  first_line: number;
  lines: string[];
  /** what was left out of the same source before it */
  between?: string[];
}

/** What the inspector, the search and the chain of an element know of a card or a condition. */
export interface NodeInfo {
  id: number;
  /** at which it ran first */
  step: number;
  line: number | null;
  title: string;
  /** the nodes that it is made from */
  operands: number[];
  /** by operand */
  rules: [number, Rule][];
  /** the shape that its cells show */
  grid: number[] | null;
  /** whether they show a thumbnail */
  thumb: boolean;
  /** the nodes that are made from it */
  users: number[];
  /** what holds from the first step on */
  facts: Fact[];
}

/** What a step says, and where it stands. */
export interface ToldStep {
  say: Piece[];
  span: Span | null;
  /** the call of backward() that started it */
  call?: Span | null;
  /** which iteration it is, in words */
  turn?: string;
  /** which of `strikes` do not run */
  struck?: number;
}

/** What the steps say, where no other drawing tells them. */
export interface TellsSteps {
  steps?: ToldStep[];
  stage?: StageStretch;
}

/** Some steps in full. */
export interface Part extends TellsSteps {
  number: number;
  /** those of the first step begin with a blank page */
  changes: Change[][];
  /** which node each step is about */
  shown: (number | null)[];
  /** by node: what was told last before these steps, and what they tell */
  facts: Record<string, Fact[]>;
}

/** One drawing of the steps. */
export interface View {
  /** LR, TB; where these are large "compact LR", "compact TB", else where TB is wide narrow */
  scenes: Record<string, Scene>;
  nodes: NodeInfo[];
  /** steps in what is folded: from one up to the next but for that, one stretch after the other */
  passed_over: number[];
  /** steps of a part */
  size: number;
  /** those that come with it */
  parts: Part[];
}

/** The tests or iterations of a loop. */
export interface LoopBar {
  title: string;
  marks: Mark[];
  /** the bar and the mark of the loop around it */
  within: [number, number] | null;
  /** of a loop that trains: a name, and a number at each mark */
  curves: [string, (number | null)[]][];
}

/** What is asked before a step. */
export interface Asked {
  step: number;
  /** contribution, sum, write, result, arm, loop */
  kind: string;
  /** styles and words */
  text: [string, string][];
  choices: string[];
  /** of the fields for numbers: the place of each element */
  names: string[];
  /** which elements these are */
  cells: number[];
  /** what is right, then what each kind of mistake gives */
  outcomes?: [string, (number | string)[]][];
}

/** What was guessed, and how that was judged. */
export interface Guess {
  step: number;
  question: string;
  guess: string | number | (string | number)[];
  right: boolean;
  /** nothing where it is right */
  mistake: string;
}

/** What a player begins with: its first drawing, and what all drawings share. */
export interface Payload extends View {
  format: string;
  description: string;
  /** by key what buttons and panels say */
  labels: Record<string, string>;
  sources: Source[];
  kinds: string[];
  /** the kind of each */
  steps: number[];
  /** of each step its loop bar and its mark there, or -1 and -1 */
  places: number[];
  /** phase and number of steps of each stretch */
  runs: [string, number][];
  /** steps at which nan or inf come up first */
  odd: number[];
  loop_bars: LoopBar[];
  /** lists of spans that do not run */
  strikes: Span[][];
  /** whether there is an unrolled drawing */
  unrolls: boolean;
  /** whether there is a drawing with one card for each line */
  lines: boolean;
  /** the calls that are folded at first */
  folded: string[];
  /** in the order of their steps */
  questions: Asked[];
}

/** What a page of its own carries, which has no kernel to ask. */
export interface PagePayload extends Payload {
  /** drawings by name */
  others: Record<string, View>;
  /** by value all its numbers, parted by spaces */
  numbers: Record<string, string>;
}

/** Another drawing, please, with its first part. */
export interface ViewQuestion {
  id: string;
  kind: "view";
  unrolled: boolean;
  folded: string[];
}

/** Some steps of a drawing. */
export interface PartQuestion {
  id: string;
  kind: "part";
  part: number;
  unrolled: boolean;
  folded: string[];
}

/** The numbers of an array from `begin` up to `end` along each axis. */
export interface NumbersQuestion {
  id: string;
  kind: "numbers";
  value: number;
  begin: number[];
  end: number[];
}

/** Run the program with what was typed. */
export interface ChangeQuestion {
  id: string;
  kind: "change";
  inputs: Record<string, string>;
}

/** Back to the run before. */
export interface UndoQuestion {
  id: string;
  kind: "undo";
}

/** Run the program with one number some small steps larger, or smaller. */
export interface NudgeQuestion {
  id: string;
  kind: "nudge";
  input: string;
  index: number[];
  steps: number;
}

/** The curve of the result against one number, please. */
export interface CurveQuestion {
  id: string;
  kind: "curve";
  input: string;
  index: number[];
}

/** A guess at the question with a number, to be kept. */
export interface GuessQuestion {
  id: string;
  kind: "guess";
  question: number;
  guess: string | string[];
}

/** The module of the panels, which opens beside the map. */
export interface PanelsQuestion {
  id: string;
  kind: "panels";
}

/** A view, a part or the module of the panels, which comes as the buffer of the message. */
export interface SentAnswer {
  id: string;
  kind: "view" | "part" | "panels";
}

/** Numbers row by row, or the key of what keeps them from being shown. */
export interface NumbersAnswer {
  id: string;
  kind: "numbers";
  numbers?: string[];
  problem?: string;
}

/** What can be typed in. */
export interface Input {
  name: string;
  text: string;
  shape: number[];
}

/** Another run is shown, whose payload comes as the buffer of the message. */
export interface ChangedAnswer {
  id: string;
  kind: "changed";
  /** counts the runs that were shown */
  run: number;
  inputs: Input[];
  /** why nothing can be typed in */
  fixed: string;
  /** whether there is a run to go back to */
  undo: boolean;
  path: "same" | "differ" | "other program" | "unknown";
  /** what differs, before and now */
  rows: [string, string, string][];
  /** by the program */
  printed: string;
}

/** What the step did to the result, and what the gradient had promised, in a sentence. */
export interface NudgedAnswer {
  id: string;
  kind: "nudged";
  text: string;
}

/** The widget that shows the curve. */
export interface CurveAnswer {
  id: string;
  kind: "curve";
  model: string;
}

/** All guesses of the player. */
export interface GuessedAnswer {
  id: string;
  kind: "guessed";
  guesses: Guess[];
}

/** Why there is no other answer, in a sentence. */
export interface RefusedAnswer {
  id: string;
  kind: "refused";
  text: string;
}
