#pragma once
#include <sys/types.h>

/// Starts a program with none of the caller's open files.
///
/// The program is looked for as a shell does. Standard input reads the file `input`; standard output and standard error are
/// added to the files `output` and `errors`. A `folder` of NULL is that of the caller.
///
/// @return 0, or the number of the error.
int start_program(
    pid_t *number, const char *program, char *const arguments[], char *const environment[], const char *folder, const char *input,
    const char *output, const char *errors);
