-- Configuration for Neovim 0.11 and later: vim.lsp.enable('matgrad').
return {
  cmd = { 'matgrad', 'lsp' },
  filetypes = { 'markdown', 'tex', 'plaintex', 'quarto', 'rmd' },
  root_markers = { 'matgrad.toml', '.git' },
  -- A hover shows Unicode; LaTeX would be shown as it is written.
  init_options = { typesets = false },
}
