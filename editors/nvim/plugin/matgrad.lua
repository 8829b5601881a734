-- File types that older versions of Neovim do not know, and the commands.
if vim.g.loaded_matgrad then
  return
end
vim.g.loaded_matgrad = true

if vim.filetype and vim.filetype.add then
  vim.filetype.add({ extension = { qmd = 'quarto', Rmd = 'rmd', rmd = 'rmd' } })
else
  vim.cmd('autocmd BufRead,BufNewFile *.qmd setfiletype quarto')
end

require('matgrad.commands').create()
