"""The rules that are no laws over tables: of raw text, of schemas and keys, of the package's files."""

from il2data.checking.rules import check

check(
    "text-encoding",
    "A CSV file is UTF-8 without a byte order mark.",
    "Other encodings turn names into mojibake, and a mark glues itself to the first column's name.",
)
check(
    "text-line-ends", "Lines end with LF.", "A carriage return stays in the last cell of a row, where nobody sees it."
)
check(
    "text-final-newline",
    "The last line ends with a newline.",
    "A file cut off in the middle of a number still reads as valid without it.",
)
check("text-blank-line", "No line is blank.", "Some readers skip it, others make a row of missing values of it.")
check("text-empty", "A table has at least one row.", "A header alone passes every other check and loads as nothing.")
check(
    "text-header",
    "The header holds the columns of the schema, in its order and case.",
    "A renamed, doubled or shifted column puts values under the wrong name.",
)
check(
    "text-width",
    "Each row has one cell for each column.",
    "Readers pad short rows with missing values and drop what is too long.",
)
check(
    "text-quoting",
    "Cells are quoted only where they must be, and correctly.",
    "A mark left open swallows the rows that follow; needless ones make every difference larger.",
)
check(
    "text-order",
    "Rows stand sorted by primary key.",
    "The difference between two versions shows what changed only when rows keep their place.",
)
check("text-giant-cell", "No cell is longer than 10,000 characters.", "A giant cell is a quotation mark gone missing.")
check(
    "text-space",
    "No cell starts or ends with a space or holds two in a row.",
    "Joins and comparisons fail on a space that the eye cannot see.",
)
check("text-formula", "No text cell starts like a formula.", "A spreadsheet would run it.")
check(
    "text-mangled-date",
    "No text cell looks like a symbol that a spreadsheet turned into a date.",
    "SEPTIN2 becomes 2-Sep for good once a spreadsheet has saved the file.",
)
check("text-normal-form", "Text is in Unicode normal form C.", "Two spellings of one letter compare as different.")
check(
    "text-character",
    "Text holds no control, invisible, bidirectional or look-alike characters.",
    "A Cyrillic A in a gene symbol looks right and joins to nothing.",
)
check(
    "text-mojibake",
    "Text was not decoded with a wrong encoding.",
    "Umlauts that have become two letters each are lost to any search.",
)
check(
    "text-integer",
    "An integer is written in ASCII digits, without sign, point, space or separator.",
    "Libraries accept 3.0, 1_000 and other scripts' digits, and do not agree on them.",
)
check(
    "text-number",
    "A number is finite and in its shortest decimal form.",
    "One value has one spelling, so that a changed cell is a changed value.",
)
check("text-boolean", "A boolean is true or false.", "TRUE, 1 and t are read differently by every library.")
check(
    "schema-type",
    "A column holds values of the schema's type.",
    "Text in a number column makes everything downstream text.",
)
check(
    "schema-required", "A required cell is not empty.", "A row without its key fields cannot be found, joined or cited."
)
check("schema-unique", "A unique value stands once.", "A doubled key makes every join multiply rows.")
check(
    "schema-constraint",
    "A cell keeps to its column's pattern, range or list of values.",
    "A value that the vocabulary does not know is a slip or needs a new schema.",
)
check(
    "schema-columns",
    "A frame has exactly the columns of the schema, in its order.",
    "A missing or additional column is another table.",
)
check(
    "foreign-key",
    "A reference leads to a row of the table it refers to.",
    "A reference to nothing disappears in a join, silently.",
)
check(
    "seal",
    "Each file has the bytes that the package was sealed with.",
    "A flipped bit gives another number that still passes every schema.",
)
check("derived-fresh", "Derived tables follow from the others.", "An index edited by hand says what no evidence says.")
check(
    "parquet-fresh",
    "The Parquet file of a table holds the rows of its CSV file, with their types.",
    "Two users of one release must hold the same data.",
)
