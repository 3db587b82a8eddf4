/** The table's page: a counter, a sort of all rows. */

const rows = document.getElementById('rows');
const count = document.getElementById('n');

document.getElementById('count').addEventListener('click', () => {
  count.textContent = Number(count.textContent) + 1;
});
document.getElementById('sort').addEventListener('click', () => {
  rows.append(...[...rows.rows].sort((a, b) => a.cells[1].textContent.localeCompare(b.cells[1].textContent)));
});
