// For changing the folder and closing files, which the C library offers beside POSIX and Swift therefore does not see.
#define _GNU_SOURCE
#include "start_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

int start_program(
    pid_t *number, const char *program, char *const arguments[], char *const environment[], const char *folder, const char *input,
    const char *output, const char *errors) {
    const int adding = O_WRONLY | O_CREAT | O_APPEND;
    posix_spawn_file_actions_t actions;
    int code = posix_spawn_file_actions_init(&actions);
    if (code) return code;
    if (!code && folder) code = posix_spawn_file_actions_addchdir_np(&actions, folder);
    if (!code) code = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0);
    if (!code) code = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, adding, 0600);
    if (!code) code = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, adding, 0600);
    if (!code) code = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    if (!code) code = posix_spawnp(number, program, &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}
